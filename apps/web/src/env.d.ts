/** A style sheet, taken for its effect. */
declare module '*.css';

/** The address of a script that Vite has bundled as a worker. */
declare module '*?worker&url' {
  const address: string;
  /** Below the origin of the page. */
  export default address;
}
