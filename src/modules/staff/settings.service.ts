import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../platform/database/database.js';
import { SocketServer } from '../../platform/realtime/socket-server.js';
import { type Actor, AuditLog } from '../audit/audit-log.js';
import { DEFAULT_SETTINGS, type Settings, settingsSchema } from './settings.schemas.js';
import { WorkingHours } from './working-hours.js';

const CACHE_MS = 5_000;
const CHANGED = 'settings.changed';
/** What audit lines about settings are about: there is one set of them. */
const SUBJECT_ID = '00000000-0000-0000-0000-000000000000';

/** What the association decides about its hub. Every process sees a change at once, or within seconds. */
@Injectable()
export class SettingsService {
  private known: { until: number; settings: Promise<Settings> } | null = null;
  /** Making one is slow: it prepares a calendar. */
  private readonly hours = new WeakMap<Settings, WorkingHours>();

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(SocketServer) private readonly sockets: SocketServer,
  ) {
    sockets.onTold(CHANGED, () => {
      this.known = null;
    });
  }

  get(): Promise<Settings> {
    if (this.known && this.known.until > Date.now()) return this.known.settings;
    const settings = this.read(this.database);
    const known = { until: Date.now() + CACHE_MS, settings };
    this.known = known;
    settings.catch(() => {
      if (this.known === known) this.known = null;
    });
    return settings;
  }

  async workingHours(): Promise<WorkingHours> {
    const settings = await this.get();
    const hours = this.hours.get(settings) ?? new WorkingHours(settings);
    this.hours.set(settings, hours);
    return hours;
  }

  /**
   * When an answer is owed to who wrote at a given time, to the minute. Calendar arithmetic is slow and a batch is
   * full of messages of the same minute, so each is computed once.
   */
  async answerDue(): Promise<(since: Date) => Date> {
    const { answerWithinHours } = await this.get();
    const hours = await this.workingHours();
    const known = new Map<number, Date>();
    return (since) => {
      const minute = Math.ceil(since.getTime() / 60_000);
      let due = known.get(minute);
      if (!due) {
        due = hours.addWorkingMinutes(new Date(minute * 60_000), answerWithinHours * 60);
        known.set(minute, due);
      }
      return due;
    };
  }

  /** Replaces all settings. */
  async replace(actor: Actor, settings: Settings): Promise<Settings> {
    const { holidays, ...values } = settings;
    await this.database.transaction(async (tx) => {
      const before = await this.read(tx);
      await tx.query(
        `INSERT INTO setting (key, value) SELECT key, value FROM jsonb_each($1)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = now()`,
        [JSON.stringify(values)],
      );
      await tx.query('DELETE FROM holiday WHERE day <> ALL($1::date[])', [holidays.map(({ day }) => day)]);
      await tx.query(
        `INSERT INTO holiday (day, name) SELECT * FROM unnest($1::date[], $2::text[])
         ON CONFLICT (day) DO UPDATE SET name = excluded.name`,
        [holidays.map(({ day }) => day), holidays.map(({ name }) => name)],
      );
      const changed = (Object.keys(settings) as (keyof Settings)[]).filter(
        (key) => JSON.stringify(settings[key]) !== JSON.stringify(before[key]),
      );
      await this.audit.record(tx, [
        {
          actor,
          action: 'setting.changed',
          subjectKind: 'setting',
          subjectId: SUBJECT_ID,
          data: Object.fromEntries(changed.map((key) => [key, settings[key]])),
        },
      ]);
      tx.onCommit(() => {
        this.known = null;
        this.sockets.tellOthers(CHANGED, '');
      });
    });
    return this.get();
  }

  private async read(sql: Sql): Promise<Settings> {
    const [row] = await sql.query<{ stored: Record<string, unknown>; holidays: unknown[] }>(
      `SELECT (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM setting) AS stored,
              (SELECT coalesce(jsonb_agg(jsonb_build_object('day', day::text, 'name', name) ORDER BY day), '[]')
               FROM holiday) AS holidays`,
      [],
      'settings.read',
    );
    const stored: Record<string, unknown> = { ...row?.stored, holidays: row?.holidays ?? [] };
    // A value that an older or newer version wrote and this one cannot read counts as not set.
    const entries = Object.entries(settingsSchema.shape).map(([key, schema]) => {
      const parsed = schema.safeParse(stored[key]);
      return [key, parsed.success ? parsed.data : DEFAULT_SETTINGS[key as keyof Settings]];
    });
    return Object.fromEntries(entries) as Settings;
  }
}
