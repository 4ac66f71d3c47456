export {
  createPlugin,
  PLUGIN_KINDS,
  type CreatedPlugin,
  type CreatePluginOptions,
  type PluginKind,
} from './create-plugin';
