/** At most so many characters: of a longer text its beginning and its end, which tell names apart better than its middle. */
export const cutMiddle = (text: string, most: number): string => {
  const characters = Array.from(text);
  if (characters.length <= most) return text;
  const tail = Math.floor((most - 1) / 2);
  return `${characters.slice(0, most - 1 - tail).join('')}…${characters.slice(characters.length - tail).join('')}`;
};
