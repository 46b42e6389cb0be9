import { ChannelRegistryModule } from '../../../src/channels/core/channels-core.module.js';
import { LetterAdapter } from './letter.adapter.js';
import { LetterModule } from './letter.module.js';

/** One line per channel. */
export const ChannelsModule = ChannelRegistryModule.of([{ module: LetterModule, adapter: LetterAdapter }]);
