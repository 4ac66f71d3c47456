import { expect } from 'chai';
import { definePlugin, filter, PluginError, PluginRegistry, type Plugin } from '../../src/index';
import { coreVersion } from '../../src/plugins/core-version';

const OPTIONS = { type: 'object', properties: {} } as const;

function withFilters(name: string, ...filters: readonly string[]): Plugin {
  const one = { description: 'Nothing.', options: OPTIONS, create: () => filter((frame) => frame) };
  const list = Object.fromEntries(filters.map((each) => [each, one]));
  return definePlugin({ name, core: '*', filters: list });
}

describe('PluginRegistry', () => {
  it('finds what plugins have, however names are written', () => {
    const registry = new PluginRegistry();
    const plugin = registry.add(withFilters('colours', 'hueShift', 'tint'));
    for (const name of ['hueShift', 'hue-shift', 'HUE_SHIFT', 'hueShiftFilter']) {
      expect(registry.filter(name), name).to.include({ name: 'hueShift', plugin: 'colours' });
    }
    expect(registry.filter('blur')).to.equal(undefined);
    expect(registry.source('tint')).to.equal(undefined);
    expect(registry.filters.map(({ name }) => name)).to.deep.equal(['hueShift', 'tint']);
    expect(registry.plugins).to.deep.equal([plugin]);
  });

  it('takes one plugin twice for one', () => {
    const registry = new PluginRegistry();
    const plugin = withFilters('colours', 'tint');
    expect(registry.add(plugin)).to.equal(registry.add(plugin));
    expect(registry.plugins).to.have.length(1);
  });

  it('refuses names that are taken, says by whom, and adds nothing then', () => {
    const registry = new PluginRegistry({ filters: ['gaussianFilter'], sources: ['test'] });
    registry.add(withFilters('colours', 'tint'));
    const refused: readonly (readonly [plugin: Plugin, message: string])[] = [
      [withFilters('others', 'fine', 'Gaussian'), '"Gaussian", but giftgrab itself has one'],
      [
        withFilters('others', 'fine', 'tint'),
        '"tint", but the plugin colours has one of that name',
      ],
      [withFilters('others', 'fine', 'a-b', 'aB'), '"aB", but it has one twice'],
      [withFilters('Colours', 'fine'), 'There is a plugin "Colours" already'],
    ];
    for (const [plugin, message] of refused) {
      expect(() => registry.add(plugin))
        .to.throw(PluginError, message)
        .with.property('reason', 'name taken');
      expect(registry.filter('fine')).to.equal(undefined);
    }
    expect(registry.plugins).to.have.length(1);
  });

  it('refuses what is made for other versions, with the range and this version', () => {
    expect(() => new PluginRegistry().add(definePlugin({ name: 'old', core: '^9.0.0' })))
      .to.throw(PluginError, `made for @giftgrab/core ^9.0.0, and this is ${coreVersion()}.`)
      .with.property('reason', 'other version');
    new PluginRegistry().add(definePlugin({ name: 'fits', core: `^${coreVersion()}` }));
  });

  it('refuses what is no plugin', () => {
    for (const value of [undefined, null, 5, {}, { name: 'a', core: '*', filters: {} }]) {
      expect(() => new PluginRegistry().add(value, 'wobble.js'))
        .to.throw(PluginError, 'What wobble.js exports as "plugin" is not a plugin.')
        .with.property('reason', 'not a plugin');
    }
  });

  it('refuses a plugin that has another copy of core, and says where that is', () => {
    const plugin = { name: 'alien', core: '*', filters: {}, sources: {}, targets: {} };
    const brand = Symbol.for('giftgrab.plugin');
    Object.defineProperty(plugin, brand, { value: { folder: '/elsewhere/core' } });
    expect(() => new PluginRegistry().add(plugin))
      .to.throw(PluginError, 'core of its own, in /elsewhere/core')
      .with.property('reason', 'other copy');
  });
});
