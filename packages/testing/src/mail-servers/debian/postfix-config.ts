import type { Account } from './account-of.js';

interface Wanted {
  readonly folder: string;
  /** A file with a key and its certificate. */
  readonly chain: string;
  readonly addresses: Readonly<Record<string, string>>;
  readonly mailFolder: string;
  readonly authSocket: string;
  /** Of mailboxes. */
  readonly owner: Account;
}

/**
 * Postfix's main.cf: only who is known may send; nothing leaves this machine, and no name is looked up. Recipients are looked at after a
 * mail was taken, as behind a relay, so that it is Postfix which tells of those that are not there.
 */
export const mainCf = ({ folder, chain, addresses, mailFolder, authSocket, owner }: Wanted): string => `
compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = /dev/stdout
myhostname = mail.shop.test
myorigin = $myhostname
mydestination =
mynetworks =
inet_interfaces = 127.0.0.1
alias_maps =
local_recipient_maps =
default_transport = error:5.1.2 nothing leaves this machine
relay_transport = $default_transport
virtual_mailbox_domains = ${[...new Set(Object.keys(addresses).map((address) => address.slice(address.lastIndexOf('@') + 1)))].join(', ')}
virtual_mailbox_base = ${mailFolder}
virtual_mailbox_maps = inline:{ ${Object.entries(addresses).map(([address, user]) => `${address}=${user}/`).join(', ')} }
virtual_minimum_uid = 1
virtual_uid_maps = static:${owner.uid}
virtual_gid_maps = static:${owner.gid}
recipient_delimiter = +
smtpd_peername_lookup = no
smtpd_reject_unlisted_recipient = no
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = ${authSocket}
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_tls_chain_files = ${chain}
`;

interface Ports {
  readonly port: number;
  readonly tlsPort: number;
  readonly otherTlsPort: number;
  readonly otherChain: string;
}

/** Postfix's master.cf: its parts, none of them in a root of its own, and where it takes mails. */
export const masterCf = ({ port, tlsPort, otherTlsPort, otherChain }: Ports): string => `
127.0.0.1:${port} inet n - n - - smtpd
127.0.0.1:${tlsPort} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
127.0.0.1:${otherTlsPort} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes -o smtpd_tls_chain_files=${otherChain}
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`;
