import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Steps, compilePattern, compilePatterns } from '../../src/core/pattern.ts';

const matches = (pattern: string, text: string, ignoreCase = false): boolean => {
  const compiled = compilePattern(pattern, { ignoreCase });
  if ('problem' in compiled) throw new Error(compiled.problem);
  return compiled.matches(text);
};

const decide = (patterns: readonly string[], text: string) => {
  const compiled = compilePatterns(patterns);
  if ('problem' in compiled) throw new Error(compiled.problem);
  return compiled.decide(text);
};

/** Every row of the two tables of the cheat sheet, with their example matches. */
const CHEAT_SHEET: readonly (readonly [string, readonly string[]])[] = [
  ['feature/*', ['feature/my-branch', 'feature/your-branch']],
  ['feature/**', ['feature/beta-a/my-branch', 'feature/your-branch', 'feature/mona/the/octocat']],
  ['main', ['main']],
  ['releases/mona-the-octocat', ['releases/mona-the-octocat']],
  ['*', ['main', 'releases', 'README.md', 'server.rb']],
  ['**', ['all/the/branches', 'every/tag', 'all/the/files.md']],
  ['*feature', ['mona-feature', 'feature', 'ver-10-feature']],
  ['v2*', ['v2', 'v2.0', 'v2.9']],
  ['v[12].[0-9]+.[0-9]+', ['v1.10.1', 'v2.0.0']],
  ['*.jsx?', ['page.js', 'page.jsx']],
  ['*.js', ['app.js', 'index.js']],
  ['**.js', ['index.js', 'js/index.js', 'src/js/app.js']],
  ['docs/*', ['docs/README.md', 'docs/file.txt']],
  ['docs/**', ['docs/README.md', 'docs/mona/octocat.txt']],
  ['docs/**/*.md', ['docs/README.md', 'docs/mona/hello-world.md', 'docs/a/markdown/file.md']],
  ['**/docs/**', ['docs/hello.md', 'dir/docs/my-file.txt', 'space/docs/plan/space.doc']],
  ['**/README.md', ['README.md', 'js/README.md']],
  ['**/*src/**', ['a/src/app.js', 'my-src/code/js/app.js']],
  ['**/*-post.md', ['my-post.md', 'path/their-post.md']],
  ['**/migrate-*.sql', ['migrate-10909.sql', 'db/migrate-v1.0.sql', 'db/sept/migrate-v1.sql']],
  ['Octo*', ['Octocat']],
  ['[CB]at', ['Cat', 'Bat']],
  ['[1-2]00', ['100', '200']],
  ['[0-9a-z]', ['7', 'q']],
];

const MISSES: readonly (readonly [string, readonly string[]])[] = [
  ['feature/*', ['feature/a/b', 'feature', 'xfeature/a', 'Feature/a']],
  ['*', ['a/b']],
  ['*feature', ['a/feature', 'features']],
  ['v[12].[0-9]+.[0-9]+', ['v3.0.0', 'v1..1', 'v1.1', 'v12.1.1', 'v1.1.1-rc']],
  ['*.jsx?', ['page.jsxx', 'a/page.js', 'page.j']],
  ['docs/**', ['docs', 'adocs/x']],
  ['docs/**/*.md', ['docsREADME.md', 'docs/a.txt', 'README.md']],
  ['**/README.md', ['xREADME.md', 'a/xREADME.md', 'README.mdx']],
  ['**/docs/**', ['docs', 'mydocs/a']],
  ['[CB]at', ['at', 'CBat', 'cat', '-at']],
  ['a.c', ['abc']],
];

describe('compilePattern', () => {
  it.each(CHEAT_SHEET)('matches what the cheat sheet says "%s" matches', (pattern, texts) => {
    expect(texts.filter((text) => !matches(pattern, text))).toEqual([]);
  });

  it.each(MISSES)('does not let "%s" match more', (pattern, texts) => {
    expect(texts.filter((text) => matches(pattern, text))).toEqual([]);
  });

  it.each([
    ['\\*', '*', 'x'],
    ['a\\?', 'a?', 'a'],
    ['c\\+\\+', 'c++', 'cc'],
    ['\\!main', '!main', 'main'],
    ['a\\\\b', 'a\\b', 'ab'],
    ['\\[x\\]', '[x]', 'x'],
    ['[\\]a]', ']', '\\'],
    ['[a-]', '-', 'b'],
    ['[._-]x', '.x', 'ax'],
    ['a!b', 'a!b', 'ab'],
    ['a\\*?b', 'ab', 'axb'],
    ['ab+c', 'abbbc', 'ac'],
    ['🐙?x', 'x', 'y'],
    ['**/a/**/b', 'a/b', 'ab'],
    ['***', 'a/b', undefined],
    ['a**/b', 'ax/y/b', 'ab'],
  ])('reads "%s" so that it matches "%s" and not "%s"', (pattern, yes, no) => {
    expect(matches(pattern, yes)).toBe(true);
    if (no !== undefined) expect(matches(pattern, no)).toBe(false);
  });

  it('compares without case only when told', () => {
    expect(matches('Acme/[a-z]+', 'aCME/Docs', true)).toBe(true);
    expect(matches('Acme/[a-z]+', 'aCME/Docs')).toBe(false);
  });

  it.each([
    ['', 'it is empty'],
    ['!', 'it has nothing after "!"'],
    ['a\\', 'it ends in "\\", which must be followed by the character it escapes'],
    ['?a', 'its "?" must follow the one character, or the "[…]", that it repeats'],
    ['a*+', 'its "+" must follow the one character, or the "[…]", that it repeats'],
    ['a++', 'its "+" must follow the one character, or the "[…]", that it repeats'],
    ['[ab', 'its "[" is never closed; write "\\[" for a bracket that stands for itself'],
    ['[]', 'its "[]" lists no character'],
    ['[!a]', 'its "[!…]" can\'t exclude characters; list those that may stand there'],
    ['[a/]', 'its "[]" can\'t match a slash; write "/" by itself'],
    ['[z-a]', 'its range "z-a" is not one; ranges lie within a-z, A-Z or 0-9, in that order'],
    ['[a-Z]', 'its range "a-Z" is not one; ranges lie within a-z, A-Z or 0-9, in that order'],
  ])('refuses %j and says why', (pattern, problem) => {
    expect(compilePattern(pattern)).toEqual({ problem });
  });

  it('refuses a pattern of more than 500 characters', () => {
    expect(compilePattern('a'.repeat(500))).toHaveProperty('matches');
    expect(compilePattern('a'.repeat(501))).toEqual({ problem: 'it has 501 characters; 500 are allowed' });
  });

  it('lets a text without special characters match itself only', () => {
    const plain = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => !/[*?+[\]!\\]/.test(text));
    fc.assert(
      fc.property(plain, plain, (pattern, text) => {
        expect(matches(pattern, text)).toBe(pattern === text);
        expect(matches(pattern, pattern)).toBe(true);
      }),
    );
  });

  it('lets ** match every text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => matches('**', text)));
  });

  it('takes no more steps than (characters + 1) × atoms, for any pattern and text', () => {
    const piece = fc.constantFrom('*', '**', '**/', 'a', 'a+', 'a?', '[a-c]+', '/');
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 40 }),
        fc.string({ unit: fc.constantFrom('a', 'b', '/') }),
        (pieces, text) => {
          const pattern = pieces.join('');
          const compiled = compilePattern(pattern);
          if ('problem' in compiled) return;
          const steps: Steps = { taken: 0 };
          compiled.matches(text, steps);
          expect(steps.taken).toBeLessThanOrEqual((text.length + 1) * (pattern.length + 1));
        },
      ),
    );
  });

  it('agrees with a plain recursive matcher on small alphabets', () => {
    const pattern = fc.string({
      unit: fc.constantFrom('a', 'b', '/', '*', '?', '+'),
      minLength: 1,
      maxLength: 8,
    });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (source, candidate) => {
        const compiled = compilePattern(source);
        fc.pre(!('problem' in compiled));
        if ('problem' in compiled) return;
        expect(compiled.matches(candidate)).toBe(naive(source, candidate, true));
      }),
      { numRuns: 2000 },
    );
  });
});

/** The cheat sheet read word by word, by trying everything. */
const naive = (pattern: string, text: string, atSegment: boolean): boolean => {
  if (pattern === '') return text === '';
  const stars = /^\*\*+/.exec(pattern)?.[0];
  const rest = (count: number, isSegment: boolean) => (at: number) =>
    naive(pattern.slice(count), text.slice(at), isSegment);
  const places = Array.from({ length: text.length + 1 }, (_, index) => index);
  if (stars !== undefined) {
    if (!atSegment || !/^\/(?![?+])/.test(pattern.slice(stars.length)))
      return places.some(rest(stars.length, false));
    const afterSlash = places.filter((at) => at === 0 || text[at - 1] === '/');
    return afterSlash.some(rest(stars.length + 1, true));
  }
  if (pattern.startsWith('*'))
    return places.filter((at) => !text.slice(0, at).includes('/')).some(rest(1, false));
  const [character = '', quantifier] = pattern;
  if (quantifier === '?') return rest(2, false)(0) || (text.startsWith(character) && rest(2, false)(1));
  if (quantifier === '+')
    return places
      .slice(1)
      .filter((at) => text.slice(0, at) === character.repeat(at))
      .some(rest(2, false));
  return text.startsWith(character) && rest(1, character === '/')(1);
};

describe('compilePatterns', () => {
  it('takes out what a later ! matches, as in the cheat sheet', () => {
    const patterns = ['*.md', '!README.md'];
    expect(decide(patterns, 'hello.md')).toEqual({ matched: true, pattern: '*.md' });
    expect(decide(patterns, 'README.md')).toEqual({ matched: false, pattern: '!README.md' });
    expect(decide(patterns, 'docs/hello.md')).toEqual({ matched: false });
  });

  it('lets a pattern after a ! take a text in again, as in the cheat sheet', () => {
    const patterns = ['*.md', '!README.md', 'README*'];
    for (const text of ['hello.md', 'README.md', 'README.doc'])
      expect(decide(patterns, text).matched).toBe(true);
    expect(decide(patterns, 'README.md').pattern).toBe('README*');
  });

  it('follows the documented example of releases without their alphas', () => {
    const patterns = ['releases/**', '!releases/**-alpha'];
    const texts = ['releases/10', 'releases/beta/mona', 'releases/10-alpha', 'releases/beta/3-alpha', 'main'];
    expect(texts.filter((text) => decide(patterns, text).matched)).toEqual([
      'releases/10',
      'releases/beta/mona',
    ]);
  });

  it('refuses a list of nothing but !', () => {
    expect(compilePatterns(['!a', '!b'])).toMatchObject({
      problem: 'all its patterns begin with "!", so nothing can match; add at least one pattern without "!"',
    });
  });

  it('refuses an empty list, and one of more than 100 patterns', () => {
    expect(compilePatterns([])).toMatchObject({
      problem: 'the list is empty; add a pattern, or leave the key out',
    });
    expect(compilePatterns(Array<string>(101).fill('a'))).toMatchObject({
      problem: 'the list has 101 patterns; 100 are allowed',
    });
  });

  it('names every wrong pattern by its place', () => {
    const compiled = compilePatterns(['a', '[', '?']);
    expect('problems' in compiled && compiled.problems.map(({ index }) => index)).toEqual([1, 2]);
  });
});
