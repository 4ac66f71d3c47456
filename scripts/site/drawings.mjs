// Draws the Mermaid blocks of documents when the site is made, so that a page needs neither a script nor another host for them.
import { MarkdownEvent } from 'typedoc';
import { renderMermaidSVG } from 'beautiful-mermaid';

/** @param {import('typedoc').Application} app */
export function load(app) {
  // Before TypeDoc makes HTML of the Markdown.
  app.renderer.on(
    MarkdownEvent.PARSE,
    (event) => {
      event.parsedText = event.parsedText.replaceAll(/^```mermaid\n([\s\S]*?)^```$/gm, (_, text) =>
        figureOf(text),
      );
    },
    100,
  );
}

/** One block, as a figure in the site's own colours (see site.css), in one line, since a gap would end a block of HTML. */
function figureOf(mermaid) {
  const named = mermaid.replaceAll(/#(\d+);/g, (_, code) => `&#${code};`);
  const svg = renderMermaidSVG(named, { padding: 14 });
  const width = Math.ceil(Number(/ width="([\d.]+)"/.exec(svg)[1]));
  // Smaller where there is less room, but not so small that nobody can read it.
  const size = `width:${width}px;min-width:${Math.round(width * 0.8)}px`;
  const inline = svg
    // Its fonts are another host's, and its rules would hold for the whole page.
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/ width="[^>]*>/, ` style="${size}" role="img" aria-label="graph of the stages">`)
    .replaceAll(/\n\s*/g, '');
  return `<figure class="drawing" tabindex="0">${inline}</figure>`;
}
