import { Global, Module } from '@nestjs/common';
import { PagePictures } from './page-pictures.js';
import { PageThread } from './page-thread.js';

/** What the pages of a file look like. */
@Global()
@Module({ providers: [PageThread, PagePictures], exports: [PagePictures] })
export class DocumentsModule {}
