import { ChannelRegistryModule } from '../../../src/channels/core/channels-core.module.js';
import { FaxAdapter } from './fax.adapter.js';
import { FaxModule } from './fax.module.js';

/** One line per channel. */
export const ChannelsModule = ChannelRegistryModule.of([{ module: FaxModule, adapter: FaxAdapter }]);
