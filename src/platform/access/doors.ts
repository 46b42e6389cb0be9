import { Inject, Injectable, type OnModuleInit, RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/internal';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { GATEWAY_METADATA, GATEWAY_OPTIONS, MESSAGE_METADATA } from '@nestjs/websockets/internal';
import { ACCESS_RULE, type AccessRule } from './access.js';

/** Something that can be reached from outside: a route, or an event of a socket namespace. */
export interface Door {
  /** "GET /api/v1/staff", "socket /inbox conversation.watch". */
  name: string;
  /** "StaffController.list", for whoever has to mend it. */
  handler: string;
  rule: AccessRule | undefined;
}

/** All doors of the application. A door without an access rule fails the boot. */
@Injectable()
export class Doors implements OnModuleInit {
  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
  ) {}

  /** @throws Error naming every door without a rule */
  onModuleInit(): void {
    const open = this.all().filter((door) => !door.rule);
    if (open.length === 0) return;
    const names = open.map((door) => `${door.name} (${door.handler})`).join(', ');
    throw new Error(`No access rule on ${names}: add @Allow(…), @AllowSignedIn() or @Public(why).`);
  }

  all(): Door[] {
    const routes = this.types(this.discovery.getControllers()).flatMap((type) => this.routes(type));
    const events = this.types(this.discovery.getProviders())
      .filter((type) => Reflect.hasMetadata(GATEWAY_METADATA, type))
      .flatMap((type) => this.events(type));
    return [...routes, ...events];
  }

  private types(wrappers: ReturnType<DiscoveryService['getProviders']>): Type[] {
    const types = wrappers.map((wrapper) => wrapper.metatype);
    return [...new Set(types.filter((type): type is Type => typeof type === 'function' && !!type.prototype))];
  }

  private routes(controller: Type): Door[] {
    return this.handlers(controller, PATH_METADATA).flatMap(({ method, name }) => {
      const verb = RequestMethod[Reflect.getMetadata(METHOD_METADATA, method) as number] ?? 'GET';
      return listed(Reflect.getMetadata(PATH_METADATA, controller)).flatMap((base) =>
        listed(Reflect.getMetadata(PATH_METADATA, method)).map((path) => ({
          name: `${verb} /${[base, path].join('/').split('/').filter(Boolean).join('/')}`,
          handler: `${controller.name}.${name}`,
          rule: ruleOf(method, controller),
        })),
      );
    });
  }

  private events(gateway: Type): Door[] {
    const namespace = namespaceOf(gateway);
    return this.handlers(gateway, MESSAGE_METADATA).map(({ method, name }) => ({
      name: `socket ${namespace} ${Reflect.getMetadata(MESSAGE_METADATA, method)}`,
      handler: `${gateway.name}.${name}`,
      rule: ruleOf(method, gateway),
    }));
  }

  private handlers(type: Type, metadata: string): { name: string; method: object }[] {
    return this.scanner
      .getAllMethodNames(type.prototype)
      .map((name) => ({ name, method: type.prototype[name] as object }))
      .filter(({ method }) => Reflect.hasMetadata(metadata, method));
  }
}

/** The rule of a handler: its own, else its class's. */
export function ruleOf(method: object, type: object): AccessRule | undefined {
  return Reflect.getMetadata(ACCESS_RULE, method) ?? Reflect.getMetadata(ACCESS_RULE, type);
}

function listed(path: string | string[] | undefined): string[] {
  return Array.isArray(path) ? path : [path ?? ''];
}

function namespaceOf(gateway: Type): string {
  const options = Reflect.getMetadata(GATEWAY_OPTIONS, gateway) as Record<string, unknown> | undefined;
  return String(options?.['namespace'] ?? '/');
}
