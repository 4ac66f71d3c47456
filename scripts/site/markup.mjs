// What TypeDoc's pages lack: icons that are found when a page is opened as a file, and wide things that scroll by themselves, by keyboard
// too, so that the page does not.
import { PageEvent } from 'typedoc';

const TITLE = /<div class="tsd-page-title">.*?<\/div>/s;

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.renderer.on(PageEvent.END, (event) => {
    const contents = event.contents ?? '';
    // The first page has the README's heading.
    const own = event.model.isProject() ? contents.replace(TITLE, '') : contents;
    event.contents = own
      // assets/icons.js puts all icons into the page; the SVG is another file, which a page that is a file may not look into.
      .replaceAll(/<use href="[^"]*assets\/icons\.svg#/g, '<use href="#')
      // A heading that folds is no place for a link: it would be one button in another.
      .replaceAll(/<summary\b.*?<\/summary>/gs, (summary) =>
        summary.replaceAll(/<a [^>]*class="tsd-anchor-icon".*?<\/a>/gs, ''),
      )
      .replaceAll('<pre>', '<pre tabindex="0">')
      .replaceAll('<table>', '<div class="wide" tabindex="0"><table>')
      .replaceAll('</table>', '</table></div>');
  });
}
