import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { SealedBox } from '../../platform/encryption/sealed-box.js';
import { AuditLog } from '../audit/audit-log.js';
import { Credentials, DEVICE_PREFIX, hashOf } from './credentials.js';
import type { DeviceView, EnrolBody, Enrolled } from './devices.schemas.js';
import type { SignedInStaff } from './signed-in-staff.js';
import { DeviceNotFoundError } from './staff.errors.js';

/** A phone that was away for longer opens only once it has asked whether it was wiped meanwhile. */
const LOCK_AFTER_DAYS = 14;

interface DeviceRow {
  id: string;
  number: number;
  name: string;
  staff_id: string;
  staff_name: string;
  branch: string | null;
  active: boolean;
  created_at: Date;
  last_seen_at: Date;
  wiped_at: Date | null;
  erased_at: Date | null;
}

/** The phones that representatives carry: signed in on once, taken away from here. */
@Injectable()
export class DevicesService {
  private readonly box: SealedBox;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Credentials) private readonly credentials: Credentials,
    @Inject(Config) config: Config,
  ) {
    this.box = new SealedBox(config.derivedKey('branch-recovery'));
  }

  /** @returns the phone's token besides: only its hash is kept */
  async enrol(staff: SignedInStaff, { name, recoveryKey }: EnrolBody): Promise<Enrolled> {
    const id = newId();
    const token = DEVICE_PREFIX + randomBytes(32).toString('base64url');
    return this.database.transaction(async (tx) => {
      const [device] = await tx.query<{ number: number; branch: string | null }>(
        `INSERT INTO branch_device (id, staff_id, name, token_hash, recovery_key) VALUES ($1, $2, $3, $4, $5)
         RETURNING number, (SELECT branch FROM staff WHERE id = $2) AS branch`,
        [id, staff.id, name, hashOf(token), this.box.seal(recoveryKey, id)],
      );
      await this.record(tx, staff.id, staff.id, 'staff.device_added', id);
      const { number, branch } = device!;
      const representative = { name: staff.name, branch };
      return { id, number, token, lockAfterDays: LOCK_AFTER_DAYS, representative };
    });
  }

  /**
   * What opens the phone's own store, for its representative who signed in again.
   * @throws DeviceNotFoundError when it is another's, or wiped
   */
  async recover(staff: SignedInStaff, id: string): Promise<{ recoveryKey: string }> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<{ recovery_key: Buffer }>(
        `SELECT recovery_key FROM branch_device WHERE id = $1 AND staff_id = $2 AND recovery_key IS NOT NULL`,
        [id, staff.id],
      );
      if (!row) throw new DeviceNotFoundError();
      await this.record(tx, staff.id, staff.id, 'staff.device_recovered', id);
      return { recoveryKey: this.box.open(row.recovery_key, id) };
    });
  }

  /** Whether the phone is to erase or shut itself; it may ask while it is locked, knowing nothing but its own id. */
  async pulse(id: string): Promise<{ wiped: boolean; locked: boolean; lockAfterDays: number }> {
    const [row] = await this.database.query<{ wiped: boolean; locked: boolean }>(
      `SELECT d.wiped_at IS NOT NULL AS wiped, NOT (s.active AND s.role = 'representative') AS locked
         FROM branch_device d JOIN staff s ON s.id = d.staff_id WHERE d.id = $1`,
      [id],
    );
    if (!row) throw new DeviceNotFoundError();
    return { ...row, lockAfterDays: LOCK_AFTER_DAYS };
  }

  /** All phones, those in use first. */
  async list(): Promise<DeviceView[]> {
    const rows = await this.database.query<DeviceRow>(
      `SELECT d.id, d.number, d.name, d.staff_id, s.name AS staff_name, s.branch, s.active, d.created_at, d.last_seen_at,
              d.wiped_at, d.erased_at
         FROM branch_device d JOIN staff s ON s.id = d.staff_id
        ORDER BY d.wiped_at IS NOT NULL, d.last_seen_at DESC, d.id LIMIT 500`,
    );
    return rows.map((row) => ({
      id: row.id,
      number: row.number,
      name: row.name,
      staff: { id: row.staff_id, name: row.staff_name, branch: row.branch, active: row.active },
      createdAt: row.created_at.toISOString(),
      lastSeenAt: row.last_seen_at.toISOString(),
      wipedAt: row.wiped_at?.toISOString() ?? null,
      erasedAt: row.erased_at?.toISOString() ?? null,
    }));
  }

  /**
   * Takes the phone's rights at once; it erases itself when it next asks. Twice is the same as once.
   * @throws DeviceNotFoundError
   */
  async wipe(by: string, id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [row] = await tx.query<{ staff_id: string; isNew: boolean }>(
        `UPDATE branch_device d
            SET wiped_at = coalesce(d.wiped_at, now()), wiped_by = coalesce(d.wiped_by, $2), recovery_key = NULL
           FROM (SELECT id, wiped_at FROM branch_device WHERE id = $1 FOR UPDATE) was
          WHERE d.id = was.id RETURNING d.staff_id, was.wiped_at IS NULL AS "isNew"`,
        [id, by],
      );
      if (!row) throw new DeviceNotFoundError();
      if (row.isNew) await this.record(tx, by, row.staff_id, 'staff.device_wiped', id);
      tx.onCommit(() => this.credentials.forget(row.staff_id));
    });
  }

  /** The phone says that nothing is left on it. Only a wiped one is asked to. */
  async erased(id: string): Promise<void> {
    await this.database.query(
      'UPDATE branch_device SET erased_at = coalesce(erased_at, now()) WHERE id = $1 AND wiped_at IS NOT NULL',
      [id],
    );
  }

  private async record(tx: Transaction, by: string, staffId: string, action: string, deviceId: string) {
    await this.audit.record(tx, [
      {
        actor: { kind: 'staff', id: by },
        action,
        subjectKind: 'staff',
        subjectId: staffId,
        data: { deviceId },
      },
    ]);
  }
}
