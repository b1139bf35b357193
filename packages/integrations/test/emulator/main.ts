/** The emulator as a process, with the vendor at its root that an argument may name: says its URL, and ends with whoever started it, whose end of its input closes. */
import { serve } from './server.js';
import { MailgunVendor } from './mailgun/mailgun-vendor.js';
import { TelegramVendor } from './telegram/telegram-vendor.js';
import { WhatsappVendor } from './whatsapp/whatsapp-vendor.js';

process.stdin.on('end', () => process.exit(0)).resume();
process.stdout.write(`${await serve({ mailgun: new MailgunVendor(), telegram: new TelegramVendor(), whatsapp: new WhatsappVendor() }, process.argv[2])}\n`);
