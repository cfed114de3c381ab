/** Whose certificates are trusted, host by host: what one source needs is never switched off for another. */
import { readFileSync } from 'node:fs';
import type { AgentOptions } from 'node:https';
import { rootCertificates } from 'node:tls';
import { DeskError } from '../../src/errors.ts';
import type { Source } from '../../src/source.ts';
import { foldedHost } from './article-key.ts';

/**
 * The TLS settings of a host by the sources that are read there. `caFile` adds certificates that its server fails to
 * send, an intermediate one included; everything is verified all the same. Throws a DeskError where the file cannot be read.
 */
export function createTrust(sources: readonly Source[]): (host: string) => AgentOptions {
  const byHost = new Map<string, AgentOptions>();
  for (const source of sources) {
    const options = optionsOf(source);
    if (options === null || !URL.canParse(source.url)) continue;
    for (const host of [new URL(source.url).hostname, ...source.hosts]) byHost.set(foldedHost(host), options);
  }
  return (host) => byHost.get(foldedHost(host)) ?? {};
}

function optionsOf({ tls, url }: Source): AgentOptions | null {
  if (!tls.verify) return { rejectUnauthorized: false };
  if (tls.caFile === null) return null;
  return { ca: [...rootCertificates, certificatesIn(tls.caFile, url)], allowPartialTrustChain: true };
}

function certificatesIn(file: string, url: string): string {
  const fix = `Put the certificate (PEM, it begins with -----BEGIN CERTIFICATE-----) there, or correct tls: ca of ${url} in newsroom.yaml.`;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new DeskError(`${file} cannot be read`, fix, 2);
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----')) throw new DeskError(`${file} holds no certificate`, fix, 2);
  return text;
}
