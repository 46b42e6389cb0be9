import { z } from 'zod';

/** How one setting of an account is asked for. Words for the label stand in the web app's locales. */
interface FieldMeta {
  label: string;
  /** Never shown again once it is saved. */
  secret?: true;
  /** Several lines. */
  lines?: true;
  /** Right for most; shown when somebody looks for it. */
  advanced?: true;
  /** Secrets are sent there. */
  destination?: true;
  example?: string;
}

const metas = z.registry<FieldMeta>();

/** Names a setting of an account for the form that asks for it. */
export function asked<Schema extends z.ZodType>(schema: Schema, meta: FieldMeta): Schema {
  metas.add(schema, meta);
  return schema;
}

/** What a provider needs to know, as data: the API makes a list of fields of it, the page a form. */
export interface AccountForm {
  /** Stands in the row: "twilio". */
  provider: string;
  /** Flat. What it gives is what the adapter reads from `AccountSettings`. */
  schema: z.ZodObject;
  /** Beginnings to choose from: what is already known of a provider. */
  presets?: readonly AccountPreset[];
}

export interface AccountPreset {
  name: string;
  values: Readonly<Record<string, string | boolean>>;
}

/** One field of a form, as the API tells it. */
export interface AccountField {
  name: string;
  label: string;
  kind: 'text' | 'lines' | 'secret' | 'choice' | 'switch';
  required: boolean;
  advanced: boolean;
  destination: boolean;
  options: string[] | null;
  /** What it is when nothing is said. */
  preset: string | boolean | null;
  example: string | null;
}

/**
 * The fields of a form, in their order.
 * @throws Error when the schema holds what has no field
 */
export function fieldsOf({ provider, schema }: AccountForm): AccountField[] {
  return Object.entries(schema.shape).map(([name, setting]) => {
    const meta = metas.get(setting as z.ZodType);
    if (!meta) throw new Error(`The setting ${name} of ${provider} has no label`);
    const absent = z.safeParse(setting, undefined);
    const options = optionsOf(setting);
    return {
      name,
      label: meta.label,
      kind: kindOf(setting, meta, options),
      required: !absent.success,
      advanced: meta.advanced ?? false,
      destination: meta.destination ?? false,
      options,
      preset: (absent.data as string | boolean | undefined) ?? null,
      example: meta.example ?? null,
    };
  });
}

/** Names of the settings that are never shown again. */
export function secretsOf(form: AccountForm): Set<string> {
  return new Set(
    fieldsOf(form)
      .filter(({ kind }) => kind === 'secret')
      .map(({ name }) => name),
  );
}

function kindOf(setting: z.core.$ZodType, meta: FieldMeta, options: string[] | null): AccountField['kind'] {
  if (meta.secret) return 'secret';
  if (options) return 'choice';
  if (innermost(setting) instanceof z.ZodBoolean) return 'switch';
  return meta.lines ? 'lines' : 'text';
}

function optionsOf(setting: z.core.$ZodType): string[] | null {
  const inner = innermost(setting);
  return inner instanceof z.ZodEnum ? inner.options.map(String) : null;
}

function innermost(setting: z.core.$ZodType): z.core.$ZodType {
  if (setting instanceof z.ZodOptional || setting instanceof z.ZodDefault)
    return innermost(setting.def.innerType);
  return setting;
}
