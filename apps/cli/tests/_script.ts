/** One command of a script, with all that it should print and the exit code it should end with. */
export interface Step {
  readonly command: string;
  readonly output: string;
  readonly exitCode: number;
}

export interface Script {
  readonly steps: readonly Step[];
  readonly files: readonly { readonly name: string; readonly contents: string }[];
}

/**
 * A script as text: `$ ` a command, below it what it prints, `? 4` its exit code when that is not 0, `# ` a
 * remark, and at the end `-- name --` before each file that the commands find in their folder.
 */
export function parseScript(text: string): Script {
  const [commands = '', ...rest] = text.split(/^-- (\S+) --\n/m);
  const files = [];
  for (let i = 0; i < rest.length; i += 2) files.push({ name: rest[i]!, contents: rest[i + 1]! });
  return { steps: parseSteps(commands), files };
}

/** The ```console blocks of a page of documentation, one after the other in the same folder. */
export function parseConsoleBlocks(markdown: string): readonly Step[] {
  return [...markdown.matchAll(/^```console\n(.*?)^```$/gms)].flatMap(([, block = '']) => parseSteps(block));
}

function parseSteps(text: string): readonly Step[] {
  const steps: { command: string; lines: string[]; exitCode: number }[] = [];
  for (const line of text.split('\n')) {
    const step = steps.at(-1);
    if (line.startsWith('$ ')) steps.push({ command: line.slice(2), lines: [], exitCode: 0 });
    else if (/^\? \d+$/.test(line) && step) step.exitCode = Number(line.slice(2));
    else if (!line.startsWith('# ')) step?.lines.push(line);
  }
  return steps.map(({ command, lines, exitCode }) => ({
    command,
    output: lines.join('\n').trim(),
    exitCode,
  }));
}

/** Words of a command line; quotes keep spaces together. */
export function splitWords(command: string): readonly string[] {
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}
