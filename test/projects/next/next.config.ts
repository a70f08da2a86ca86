import type { NextConfig } from 'next';

const config: NextConfig = { serverExternalPackages: ['nodetorch'] };

export default config;
