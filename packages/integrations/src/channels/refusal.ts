import { AppError } from '@parley/kernel';
import { UnfitCallback, UnfitSetting, type VendorFault } from './vendor-fault.js';

/** What is wrong with a server's name that a business gives, by the code of the fault. */
const NAMES: Readonly<Record<string, string>> = {
  refused_address: 'should not lead to a private or reserved address',
  name_not_resolved: 'should be a host name that can be resolved',
};

/** What who connects an integration is told of a fault: which setting is refused (`named` where the channel does not say), or that it should be tried later. */
export function refusal(named: string, fault: VendorFault): AppError {
  const { setting = named, faultClass, code } = fault;
  if (fault instanceof UnfitSetting) return new AppError('bad_request', `${setting} is not what the channel can use`);
  const words = fault.setting === undefined ? undefined : NAMES[code];
  if (words !== undefined) return new AppError('bad_request', `${setting} ${words}`);
  if (fault instanceof UnfitCallback) return new AppError('service_unavailable', 'The channel does not call the address that this installation has (PARLEY_PUBLIC_URL)', { cause: fault });
  if (faultClass === 'auth') return new AppError('bad_request', `${setting} is refused by the channel`);
  return new AppError('service_unavailable', `${fault.setting === undefined ? 'The channel' : `The server of ${setting}`} does not answer: try again later`, { cause: fault });
}
