import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Req,
  Res,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AllowSignedIn, Public } from '../../platform/access/access.js';
import { Config } from '../../platform/config/config.js';
import { networkOf } from '../../platform/http/network.js';
import { isOwnOrigin } from '../../platform/http/origin.js';
import { AuthService } from './auth.service.js';
import { clearSessionCookie, setSessionCookie } from './session-cookie.js';
import { CurrentStaff, type SignedInStaff } from './signed-in-staff.js';
import { CrossOriginError } from './staff.errors.js';
import { ROLE_PERMISSIONS } from './staff.roles.js';
import {
  type ChangeMeBody,
  type CreateTokenBody,
  changeMeBody,
  createdTokenSchema,
  createTokenBody,
  idParam,
  type LoginBody,
  loginBody,
  type Me,
  meSchema,
  tokenListSchema,
} from './staff.schemas.js';
import { StaffService } from './staff.service.js';

@ApiTags('auth')
@Controller('api/v1/auth')
export class AuthController {
  private readonly secure: boolean;

  constructor(
    @Inject(Config) private readonly config: Config,
    @Inject(AuthService) private readonly auth: AuthService,
    @Inject(StaffService) private readonly staff: StaffService,
  ) {
    this.secure = config.publicUrl.startsWith('https:');
  }

  @Public('the password is what it checks; throttled per e-mail and address')
  @Post('login')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: meSchema, description: 'Signed in; sets the session cookie' })
  async login(
    @Body({ schema: loginBody }) body: LoginBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Me> {
    // Another website could sign a visitor in as somebody else.
    if (!isOwnOrigin(request.headers, this.config.publicUrl)) throw new CrossOriginError();
    const { staffId, token } = await this.auth.signIn(
      body,
      networkOf(request.socket.remoteAddress ?? '', request.headers),
    );
    setSessionCookie(reply, token, this.secure);
    return this.meOf(staffId);
  }

  @AllowSignedIn()
  @Post('logout')
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'Signed out' })
  async logout(
    @CurrentStaff() staff: SignedInStaff,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.auth.signOut(staff);
    clearSessionCookie(reply, this.secure);
  }

  @AllowSignedIn()
  @Get('me')
  @ApiOkResponse({ standardSchema: meSchema })
  me(@CurrentStaff() staff: SignedInStaff): Promise<Me> {
    return this.meOf(staff.id);
  }

  @AllowSignedIn()
  @Patch('me')
  @ApiOkResponse({ standardSchema: meSchema })
  async changeMe(
    @CurrentStaff() staff: SignedInStaff,
    @Body({ schema: changeMeBody }) body: ChangeMeBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Me> {
    const { currentPassword, newPassword, ...profile } = body;
    if (currentPassword !== undefined && newPassword !== undefined) {
      const token = await this.auth.changePassword(
        staff,
        currentPassword,
        newPassword,
        networkOf(request.socket.remoteAddress ?? '', request.headers),
      );
      if (staff.credential.kind === 'session') setSessionCookie(reply, token, this.secure);
    }
    if (Object.keys(profile).length > 0) {
      await this.staff.change({ kind: 'staff', id: staff.id }, staff.id, profile);
    }
    return this.meOf(staff.id);
  }

  @AllowSignedIn()
  @Get('tokens')
  @ApiOkResponse({ standardSchema: tokenListSchema })
  async tokens(@CurrentStaff() staff: SignedInStaff) {
    return { data: await this.auth.tokens(staff.id) };
  }

  @AllowSignedIn()
  @Post('tokens')
  @ApiCreatedResponse({ standardSchema: createdTokenSchema })
  createToken(
    @CurrentStaff() staff: SignedInStaff,
    @Body({ schema: createTokenBody }) body: CreateTokenBody,
  ) {
    return this.auth.createToken(staff.id, body);
  }

  @AllowSignedIn()
  @Delete('tokens/:id')
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'The token is worth nothing from now on' })
  async revokeToken(
    @CurrentStaff() staff: SignedInStaff,
    @Param('id', { schema: idParam }) id: string,
  ): Promise<void> {
    await this.auth.revokeToken(staff.id, id);
  }

  private async meOf(id: string): Promise<Me> {
    const staff = await this.staff.get(id);
    return { staff, permissions: [...ROLE_PERMISSIONS[staff.role]] };
  }
}
