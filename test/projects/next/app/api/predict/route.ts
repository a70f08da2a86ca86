import { train } from '../../../train';

export const dynamic = 'force-dynamic';

export function GET(): Response {
  return Response.json(train(200));
}
