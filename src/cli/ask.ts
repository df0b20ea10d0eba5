import { createInterface } from 'node:readline';

/**
 * Asks, and gives what was typed; '' where whoever sat there went away (Ctrl-D) or wants to end it (Ctrl-C). What was pasted
 * or typed ahead of its question answers that one: the reader of a question takes all that is there, so what it has no use
 * for is kept. It is closed between two questions, since a terminal that it reads hands no Ctrl-C to the process.
 */
export const createAsk = (
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): ((question: string) => Promise<string>) => {
  const ahead: string[] = [];
  let begun = '';

  return async (question) => {
    const known = ahead.shift();
    if (known !== undefined) {
      output.write(`${question} ${known}\n`);
      return known;
    }
    const reader = createInterface({ input, output });
    const typed = await new Promise<string>((resolve) => {
      reader.once('close', () => resolve(''));
      reader.once('line', (first) => {
        reader.on('line', (line) => ahead.push(line));
        resolve(first);
      });
      reader.setPrompt(`${question} `);
      reader.prompt();
      if (begun !== '') reader.write(begun);
    });
    begun = reader.line;
    reader.close();
    return typed;
  };
};
