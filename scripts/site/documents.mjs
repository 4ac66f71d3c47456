// Makes pages of the repository's own Markdown, which reads well without TypeDoc too: a page is called after its heading, stands in the
// group of its folder unless its front matter names another, and has the address of its file. A link to a folder leads to its README,
// one to the folder of a package to the package.
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, Converter, KindRouter, ReflectionKind } from 'typedoc';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Of the first folder that a document is in. */
const GROUPS = [
  ['docs/guide', 'In depth'],
  ['docs/filters', 'Filters'],
  ['docs/decisions', 'Why it is as it is'],
  ['', 'The project'],
];

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, document) => {
    document.name = headingOf(document);
    document.frontmatter.group ??= GROUPS.find(([folder]) =>
      pathOf(document).startsWith(folder),
    )?.[1];
  });
  app.on(Application.EVENT_PROJECT_REVIVE, (project) => {
    for (const page of project.documents ?? []) {
      const path = pathOf(page);
      if (basename(path) === 'README.md') leadTo(page, dirname(path));
    }
    const modules = project.getReflectionsByKind(ReflectionKind.Module);
    // A branch of the navigation that is a link as well cannot be worked by keyboard and screen reader.
    app.options.setValue(
      'navigationLeaves',
      modules.map(({ name }) => name),
    );
    for (const module of modules) {
      leadTo(module, join('packages', module.name.replace('@giftgrab/', '')));
    }
  });
  app.renderer.defineRouter('files', FilesRouter);
}

class FilesRouter extends KindRouter {
  getIdealBaseName(reflection) {
    if (!reflection.isDocument()) return `api/${super.getIdealBaseName(reflection)}`;
    return pathOf(reflection)
      .replace(/^docs\//, '')
      .replace(/README\.md$/, 'index')
      .replace(/\.md$/, '');
  }
}

function leadTo(reflection, folder) {
  reflection.project.files.registerReflectionPath(join(ROOT, folder), reflection);
}

function pathOf(document) {
  return relative(ROOT, document.project.files.getReflectionPath(document));
}

function headingOf(document) {
  const [, heading] = /^# (.+)$/m.exec(document.content.map(({ text }) => text).join('')) ?? [];
  if (heading === undefined) throw new Error(`${pathOf(document)} has no heading.`);
  return heading.replaceAll('`', '');
}
