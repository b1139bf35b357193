/** What is about to be deleted: the app with everything in it, a user with what is personal of him, a conversation or messages of it. */
export type Doomed = { readonly type: 'app' } | { readonly type: 'user' | 'conversation'; readonly id: string };
