import type { FrameObserver } from './branch-guard';

const UNNAMED = new Set(['', 'Object', 'next']);

/** What an observer is called: by its class, or by the function that gets the frames; `'observer'` if neither has a name. */
export function observerName(observer: FrameObserver): string {
  // An object without a prototype has no constructor.
  const { constructor, next } = observer as Partial<Record<'constructor' | 'next', unknown>>;
  const names = [constructor, next].map((maker) => (typeof maker === 'function' ? maker.name : ''));
  return names.find((name) => !UNNAMED.has(name)) ?? 'observer';
}
