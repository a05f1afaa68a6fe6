/** What the server answers when something cannot be done (RFC 9457), as an error to catch. */
import { list, object, or, text, whole, type Read } from './read';

const problemBody = object({
  code: or(text, 'web.unreadable'),
  status: or(whole, 0),
  detail: or(text, ''),
  request_id: or(text, ''),
  errors: or(list(object({ pointer: or(text, ''), code: or(text, ''), message: or(text, '') })), [])
});
type Body = Read<typeof problemBody>;

export class Problem extends Error {
  override name = 'Problem';
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  readonly requestId: string;
  readonly errors: Body['errors'];

  constructor(body: Partial<Body> & Pick<Body, 'code' | 'status' | 'detail'>, options?: ErrorOptions) {
    super(body.detail || body.code, options);
    this.code = body.code;
    this.status = body.status;
    this.detail = body.detail;
    this.requestId = body.request_id ?? '';
    this.errors = body.errors ?? [];
  }

  /** Somebody else changed the thing meanwhile. */
  get isStale(): boolean {
    return this.status === 412;
  }

  get isSignedOut(): boolean {
    return this.status === 401;
  }

  /** What is wrong with the field a JSON pointer ends in: `/name`, `/variants/0/price`. */
  at(pointer: string): string | undefined {
    return this.errors.find((each) => each.pointer === pointer || each.pointer.endsWith(pointer))?.message;
  }
}

export async function problemOf(answer: Response): Promise<Problem> {
  const id = answer.headers.get('X-Request-Id') ?? '';
  try {
    const body = problemBody(await answer.json(), '');
    return new Problem({ ...body, status: answer.status, request_id: body.request_id || id });
  } catch {
    return new Problem({ code: 'web.unreadable', status: answer.status, detail: '', request_id: id });
  }
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  console.error(error);
  return new Problem({ code: 'web.unreadable', status: 0, detail: '' }, { cause: error });
}
