/** The same stream, of which the first chunk is there: rejects where that does not come. */
export async function begun(content: AsyncGenerator<Buffer>): Promise<AsyncGenerator<Buffer>> {
  const first = await content.next();
  return rest(first, content);
}

async function* rest(first: IteratorResult<Buffer, unknown>, content: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (first.done !== true) {
      yield first.value;
      yield* content;
    }
  } finally {
    await content.return(undefined);
  }
}
