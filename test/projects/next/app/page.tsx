import * as torch from 'nodetorch';

export const dynamic = 'force-dynamic';

export default function Page() {
  return <pre>{String(torch.arange(3))}</pre>;
}
