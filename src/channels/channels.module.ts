import { ChannelRegistryModule } from './core/channels-core.module.js';
import { WebsiteAdapter } from './website/website.adapter.js';
import { WebsiteModule } from './website/website.module.js';

/** One line per channel. */
export const ChannelsModule = ChannelRegistryModule.of([{ module: WebsiteModule, adapter: WebsiteAdapter }]);
