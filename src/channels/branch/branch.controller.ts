import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  UploadedFile,
  UseInterceptors,
} from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  FileInterceptor,
  memoryStorage,
  type UploadedMultipartFile,
} from '@nestjs/platform-fastify/multipart';
import { ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '../../platform/access/access.js';
import { type CarriedDevice, Device } from '../../platform/access/staff-id.js';
import { DeviceRequiredError, PhotoRefusedError } from './branch.errors.js';
import { BranchIntake } from './branch.intake.js';
import { BranchPeople } from './branch.people.js';
import { BranchPhotos } from './branch.photos.js';
import {
  type Intake,
  intakeBody,
  itemId,
  MAX_PHOTO_BYTES,
  missingBody,
  type PersonEdit,
  personEditBody,
  photoHash,
} from './branch.schemas.js';

/** What a representative's phone talks to. Everything may be sent twice. */
@ApiTags('branch channel')
@Controller('api/v1/branch')
@Allow('branch.carry')
export class BranchController {
  constructor(
    @Inject(BranchIntake) private readonly intake: BranchIntake,
    @Inject(BranchPeople) private readonly people: BranchPeople,
    @Inject(BranchPhotos) private readonly photos: BranchPhotos,
  ) {}

  @Get('people')
  @ApiOperation({ summary: 'Those who came through the representative, as the office knows them' })
  async known(@Device() device: CarriedDevice | null) {
    const { staff } = carried(device);
    return {
      representative: { name: staff.name, branch: staff.branch },
      data: await this.people.of(staff.id),
    };
  }

  @Post('photos/missing')
  @HttpCode(200)
  @ApiOperation({ summary: 'Which photographs have still to come, by their hashes' })
  async missing(
    @Body({ schema: missingBody }) { hashes }: { hashes: string[] },
    @Device() device: CarriedDevice | null,
  ) {
    return { missing: await this.photos.missing(carried(device).staff.id, hashes) };
  }

  @Put('photos/:hash')
  @HttpCode(204)
  @ApiConsumes('multipart/form-data')
  @RouteConfig({ bodyLimit: MAX_PHOTO_BYTES + 64 * 1024 })
  @UseInterceptors(
    FileInterceptor('file', {
      storage: memoryStorage(),
      limits: { fileSize: MAX_PHOTO_BYTES, files: 1, fields: 2, headerPairs: 20 },
    }),
  )
  async photo(
    @Param('hash', { schema: photoHash }) hash: string,
    @UploadedFile() file: UploadedMultipartFile | undefined,
    @Device() device: CarriedDevice | null,
  ): Promise<void> {
    if (!file?.buffer) throw new PhotoRefusedError();
    await this.photos.keep(carried(device).staff.id, hash, file.buffer);
  }

  @Put('intakes/:id')
  @ApiOperation({
    summary: 'A message or a request for help that was taken down; the id is made on the phone',
  })
  take(
    @Param('id', { schema: itemId }) id: string,
    @Body({ schema: intakeBody }) intake: Intake,
    @Device() device: CarriedDevice | null,
  ) {
    return this.intake.take(id, intake, carried(device));
  }

  @Put('people/:id')
  @ApiOperation({ summary: "Change a person's details, unless the office has changed them meanwhile" })
  edit(
    @Param('id', { schema: itemId }) id: string,
    @Body({ schema: personEditBody }) edit: PersonEdit,
    @Device() device: CarriedDevice | null,
  ) {
    return this.people.edit(id, edit, carried(device));
  }
}

function carried(device: CarriedDevice | null): CarriedDevice {
  if (!device) throw new DeviceRequiredError();
  return device;
}
