/** Gives what a module provides, as a Nest application does. */
export interface Provided {
  get<Type>(token: new (...given: never[]) => Type): Type;
}
