import 'reflect-metadata';
import { describe, expect, test } from '@jest/globals';
import { Controller, Get, Module, Post, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { Allow, Public } from './access.js';
import { AccessModule } from './access.module.js';
import { Doors } from './doors.js';

@Controller('ledgers')
class Ledgers {
  @Allow('settings.read', 'settings.write')
  @Get(':id')
  read() {}

  @Public('a test')
  @Post(['', 'import'])
  write() {}
}

@Controller('cellar')
class Cellar {
  @Get('door')
  forgotten() {}
}

@WebSocketGateway({ namespace: '/inbox' })
class Attic {
  @SubscribeMessage('box.opened')
  alsoForgotten() {}
}

@WebSocketGateway({ namespace: '/inbox' })
@Allow('conversations.read')
class Hall {
  @SubscribeMessage('guest.seated')
  seat() {}
}

async function boot(controllers: Type[], providers: Type[]) {
  @Module({ imports: [AccessModule], controllers, providers })
  class House {}
  const app = await NestFactory.create(House, new FastifyAdapter(), { logger: false, abortOnError: false });
  try {
    app.useWebSocketAdapter(new IoAdapter(app));
    await app.init();
    return app.get(Doors).all();
  } finally {
    await app.close();
  }
}

describe('the boot', () => {
  test('lists every route and socket event with its rule', async () => {
    expect(await boot([Ledgers], [Hall])).toEqual([
      {
        name: 'GET /ledgers/:id',
        handler: 'Ledgers.read',
        rule: { kind: 'permission', permission: 'settings.read', or: ['settings.write'] },
      },
      { name: 'POST /ledgers', handler: 'Ledgers.write', rule: { kind: 'public', why: 'a test' } },
      { name: 'POST /ledgers/import', handler: 'Ledgers.write', rule: { kind: 'public', why: 'a test' } },
      {
        name: 'socket /inbox guest.seated',
        handler: 'Hall.seat',
        rule: { kind: 'permission', permission: 'conversations.read', or: [] },
      },
    ]);
  });

  test('fails and names the routes and events that have none', async () => {
    await expect(boot([Ledgers, Cellar], [Attic])).rejects.toThrow(
      'No access rule on GET /cellar/door (Cellar.forgotten), socket /inbox box.opened (Attic.alsoForgotten)',
    );
  });
});
