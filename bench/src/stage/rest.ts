/** Calls the API to set the stage. Rejects, with the answer, on any status that is not a success. */
export type Rest = <Answer>(method: string, path: string, body?: object) => Promise<Answer>;

export const rest =
  (origin: string, authorizationHeader: string): Rest =>
  async <Answer>(method: string, path: string, body?: object): Promise<Answer> => {
    const headers = { authorization: authorizationHeader, 'content-type': 'application/json' };
    const response = await fetch(origin + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status} ${text.slice(0, 500)}`);
    return JSON.parse(text) as Answer;
  };
