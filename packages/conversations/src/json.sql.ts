/** SQL of a moment in the API's form, `YYYY-MM-DDThh:mm:ss.SSSZ`. */
export const timestampJson = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
