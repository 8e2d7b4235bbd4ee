import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate for 127.0.0.1 and its key, made by openssl: what an operator would put into TLS_CERT and TLS_KEY. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
  /** PEM of the certificate, for clients that are to trust it. */
  readonly ca: string;
}

export function makeCertificate(folder: string): TestCertificate {
  const [cert, key] = [join(folder, 'hub.crt'), join(folder, 'hub.key')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', key, '-out', cert], { stdio: 'pipe' });
  return { cert, key, ca: readFileSync(cert, 'utf8') };
}
