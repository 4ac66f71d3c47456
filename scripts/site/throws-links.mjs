// TypeDoc resolves {@link Name} through TypeScript, which takes the braces after @throws for a type
// and reports no link there. This plugin finds those names among all packages once they are merged.
import { Application, ReflectionKind } from 'typedoc';

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.on(Application.EVENT_PROJECT_REVIVE, (project) => {
    const exported = new Map(
      project
        .getReflectionsByKind(ReflectionKind.SomeExport)
        .filter((reflection) => !reflection.isReference())
        .map((reflection) => [reflection.name, reflection]),
    );
    for (const reflection of Object.values(project.reflections)) {
      const parts = (reflection.comment?.blockTags ?? [])
        .filter((block) => block.tag === '@throws')
        .flatMap((block) => block.content);
      for (const part of parts) {
        if (part.kind !== 'inline-tag' || part.target !== undefined) continue;
        part.target = exported.get(part.text.trim());
      }
    }
  });
}
