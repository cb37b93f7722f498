import type { z } from 'zod';

/** A form as it was sent: what it means, or for each field what is wrong and what was typed, so that nothing is lost. */
export type Sent<Data> =
  | { kind: 'fine'; data: Data; typed: Record<string, string> }
  | { kind: 'wrong'; problems: Record<string, string>; typed: Record<string, string> };

/** What was sent. Whatever can't be read as a form, or is too long, is an empty one: each field then says what it misses. */
export async function formOf(request: Request): Promise<FormData> {
  return await request.formData().catch(() => new FormData());
}

/** Reads a form by its schema; fields that the schema doesn't name are left out. */
export async function readForm<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): Promise<Sent<z.infer<Schema>>> {
  const form = await formOf(request);
  const typed: Record<string, string> = {};
  for (const [name, value] of form) if (typeof value === 'string') typed[name] = value;
  const parsed = schema.safeParse(typed);
  if (parsed.success) return { kind: 'fine', data: parsed.data, typed };
  const problems: Record<string, string> = {};
  for (const { path, message } of parsed.error.issues) problems[String(path[0] ?? '')] ??= message;
  return { kind: 'wrong', problems, typed };
}
