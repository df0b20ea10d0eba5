import { type GraphEdge } from './graph.ts';

/** How the lines of the graph run, in the units of an SVG. */

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** An edge and how it runs: `via` is the room through which it passes a column, `isArc` where it ends in its own column. */
export interface Course {
  readonly edge: GraphEdge;
  readonly width: number;
  readonly isArc: boolean;
  readonly via?: string;
}

/** From the border of one box to that of the other. `path` is what the `d` of an SVG path takes, without the head. */
export interface Line extends Drawn {
  readonly edge: GraphEdge;
  readonly width: number;
  readonly isArc: boolean;
  readonly start: Point;
  readonly end: Point;
}

/** `middle` is about half way on it. */
interface Drawn {
  readonly path: string;
  readonly middle: Point;
}

/** How long the head is by which a line tells its direction. The line itself ends where that begins. */
export const HEAD = 7;
/** Between two lines that meet the same side of a box. */
const GAP = 2;

/** One end of a line at a box. Lines leave at the right; they arrive at the left, an arc at the right too. */
interface Meeting {
  readonly course: Course;
  readonly isStart: boolean;
}

/** How high a box must be, so that all lines that meet one side of it find room there. */
export const roomFor = (key: string, courses: readonly Course[]): number =>
  Math.max(...sidesOf(key, courses).map(roomOf));

const roomOf = (side: readonly Meeting[]): number =>
  side.reduce((sum, { course }) => sum + course.width + GAP, 0);

/** What meets it at the left, and at the right. */
const sidesOf = (
  key: string,
  courses: readonly Course[],
): readonly [readonly Meeting[], readonly Meeting[]] => {
  const starts = courses.filter(({ edge }) => edge.from === key).map((course) => ({ course, isStart: true }));
  const ends = courses.filter(({ edge }) => edge.to === key).map((course) => ({ course, isStart: false }));
  return [
    ends.filter(({ course }) => !course.isArc),
    [...starts, ...ends.filter(({ course }) => course.isArc)],
  ];
};

/** `boxes` holds the rooms that lines pass through, too. */
export const drawLines = (courses: readonly Course[], boxes: ReadonlyMap<string, Box>): readonly Line[] => {
  const starts = new Map<Course, Point>();
  const ends = new Map<Course, Point>();
  for (const [key, box] of boxes) {
    for (const [at, side] of sidesOf(key, courses).entries()) {
      const x = at === 0 ? box.x : box.x + box.width;
      const sorted = side.toSorted((one, other) => heightOfOther(one, boxes) - heightOfOther(other, boxes));
      let y = middleOf(box) - (roomOf(side) - GAP) / 2;
      for (const { course, isStart } of sorted) {
        (isStart ? starts : ends).set(course, { x, y: rounded(y + course.width / 2) });
        y += course.width + GAP;
      }
    }
  }
  return courses.flatMap((course) => {
    const [start, end] = [starts.get(course), ends.get(course)];
    const via = course.via === undefined ? undefined : boxes.get(course.via);
    return start && end ? [{ ...course, start, end, ...draw(course, start, end, via) }] : [];
  });
};

const middleOf = ({ y, height }: Box): number => y + height / 2;

/** Lines leave a box in the order of where they go, so that they do not cross at once. */
const heightOfOther = ({ course, isStart }: Meeting, boxes: ReadonlyMap<string, Box>): number => {
  const box = boxes.get(course.via ?? (isStart ? course.edge.to : course.edge.from));
  return box ? middleOf(box) : 0;
};

const draw = ({ isArc }: Course, start: Point, end: Point, via: Box | undefined): Drawn => {
  if (isArc) return arc(start, end);
  const tip = { x: end.x - HEAD, y: end.y };
  const from = `M${start.x} ${start.y}`;
  if (!via) return { path: from + curve(start, tip), middle: between(start, tip) };
  const y = rounded(middleOf(via));
  const [enter, leave] = [
    { x: via.x, y },
    { x: via.x + via.width, y },
  ];
  return {
    path: `${from}${curve(start, enter)}H${leave.x}${curve(leave, tip)}`,
    middle: between(enter, leave),
  };
};

/** Around outside, at the right of the column in which it begins and ends. */
const arc = (start: Point, end: Point): Drawn => {
  const x = rounded(start.x + Math.min(90, 40 + Math.abs(end.y - start.y) / 4));
  return {
    path: `M${start.x} ${start.y}C${x} ${start.y} ${x} ${end.y} ${end.x + HEAD} ${end.y}`,
    middle: { x: rounded(start.x + ((x - start.x) * 3) / 4), y: between(start, end).y },
  };
};

const between = (one: Point, other: Point): Point => ({
  x: rounded((one.x + other.x) / 2),
  y: rounded((one.y + other.y) / 2),
});

/** Level at both ends. */
const curve = (from: Point, to: Point): string => {
  const x = rounded((from.x + to.x) / 2);
  return `C${x} ${from.y} ${x} ${to.y} ${to.x} ${to.y}`;
};

const rounded = (length: number): number => Math.round(length * 10) / 10;
