/** GitHub's own colours, so that the picture sits on its page. */
export interface Colours {
  readonly page: string;
  readonly ink: string;
  readonly quiet: string;
  readonly line: string;
  readonly accent: string;
  readonly fill: string;
  readonly other: string;
  readonly warn: string;
}

export const COLOURS: Readonly<Record<'light' | 'dark', Colours>> = {
  light: {
    page: '#ffffff',
    ink: '#1f2328',
    quiet: '#59636e',
    line: '#d1d9e0',
    accent: '#0969da',
    fill: '#ddf4ff',
    other: '#8250df',
    warn: '#bc4c00',
  },
  dark: {
    page: '#0d1117',
    ink: '#f0f6fc',
    quiet: '#9198a1',
    line: '#3d444d',
    accent: '#4493f8',
    fill: '#0c2d6b',
    other: '#ab7df8',
    warn: '#db6d28',
  },
};

/** Of the whole picture. */
export const WIDTH = 960;
