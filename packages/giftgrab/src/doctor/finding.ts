/** What `giftgrab doctor` has found out about one thing. */
export interface Finding {
  /** What it is about. */
  readonly about: string;
  /** `'ok'`; `'warning'`: it works, or others do, but one should know; `'missing'`: something does not work for want of it. */
  readonly state: 'ok' | 'warning' | 'missing';
  /** What was found. */
  readonly text: string;
  /** What to install or do. */
  readonly remedy?: string;
}
