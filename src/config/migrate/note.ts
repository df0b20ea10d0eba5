import { printable } from '../../core/printable.ts';
import { type Place } from '../place.ts';
import { NOTE_CODES, type NoteCode } from './note-codes.ts';

/** Something that could not be carried over as it is, before it is known which file it stands in. */
export interface Loss {
  readonly code: NoteCode;
  /** The thing itself, as the file has it, with what it was meant for. */
  readonly what: string;
  readonly place: Place;
}

export interface Note extends Place {
  readonly file: string;
  readonly code: NoteCode;
  readonly weight: 'lost' | 'differs';
  /** What was found and what it means, in whole sentences. */
  readonly message: string;
  readonly remedy: string;
}

/** More than anyone reads of one thing. */
const MOST_SHOWN = 120;

export const noteOf = (file: string, { code, what, place }: Loss): Note => {
  const { weight, text, remedy } = NOTE_CODES[code];
  const shown = printable(what.replace(/\s+/g, ' ').trim());
  const cut = shown.length > MOST_SHOWN ? `${shown.slice(0, MOST_SHOWN - 1)}…` : shown;
  return { file, ...place, code, weight, message: cut === '' ? text : `${cut}: ${text}`, remedy };
};

/** "notify.yml:12:7: lost: message remedy [code]", as compilers print it, so that editors and terminals link it. */
export const renderNote = ({ file, line, column, weight, message, remedy, code }: Note): string =>
  `${file}:${line}:${column}: ${weight}: ${message}\n  ${remedy} [${code}]`;

/** In the order of the file; the same thing at the same place once. */
export const sortedNotes = (notes: readonly Note[]): readonly Note[] => {
  const seen = new Map(notes.map((note) => [renderNote(note), note]));
  return [...seen.values()].sort(
    (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
  );
};
