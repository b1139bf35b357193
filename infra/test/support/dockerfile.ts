/** One instruction of a Dockerfile: its keyword, and the rest. */
export interface Instruction {
  readonly keyword: string;
  readonly rest: string;
}

/** What follows one FROM. */
export interface Stage {
  readonly image: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

/** Reads a Dockerfile as far as ours go: comments, lines continued by a backslash, stages. */
export function stagesOf(text: string): Stage[] {
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line)).join('\n').replaceAll('\\\n', ' ').split('\n');
  const instructions = lines.flatMap((line): Instruction[] => {
    const match = /^\s*(\w+)\s+(.*?)\s*$/.exec(line);
    return match ? [{ keyword: (match[1] ?? '').toUpperCase(), rest: match[2] ?? '' }] : [];
  });
  const starts = instructions.flatMap(({ keyword }, index) => (keyword === 'FROM' ? [index] : []));
  return starts.map((start, index) => {
    const [, image = '', , name] = /^(?:--\S+\s+)*(\S+)(\s+AS\s+(\S+))?$/i.exec(instructions[start]?.rest ?? '') ?? [];
    return { image, name, instructions: instructions.slice(start + 1, starts[index + 1]) };
  });
}
