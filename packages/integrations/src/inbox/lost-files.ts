import type { Content, InboundEvent } from '@parley/contracts';
import { newId } from '@parley/kernel';
import { VendorFault } from '../channels/vendor-fault.js';

/** What a channel says of a file. */
interface Named {
  readonly fileName?: string;
  readonly mediaType?: string;
}

/**
 * Files of one event that its vendor does not give: gone, longer than it may be, or other bytes than it told. What a person wrote is
 * told all the same, with the file's name in the place of the file: he believes that he sent it, and may be asked.
 */
export class LostFiles {
  private readonly names = new Map<string, string>();

  /** `isLast`: nobody tries again, so that a vendor that does not answer does not give it either. */
  constructor(private readonly isLast: boolean) {}

  /** What `keep` answers; or, where the vendor does not give the file, what stands for it until `told`. Raises VendorFault where it may be had later. */
  async kept({ fileName, mediaType }: Named, keep: () => Promise<string>): Promise<string> {
    try {
      return await keep();
    } catch (error) {
      if (!(error instanceof VendorFault) || !this.isLost(error)) throw error;
      const mark = `lost:${newId()}`;
      this.names.set(mark, (fileName ?? '') || (mediaType ?? '') || 'file');
      return mark;
    }
  }

  /** The event, as text where its file is lost. */
  told(event: InboundEvent): InboundEvent {
    return event.kind === 'message' && this.names.size > 0 ? { ...event, content: this.instead(event.content) } : event;
  }

  private isLost({ faultClass }: VendorFault): boolean {
    return faultClass === 'media_error' || (this.isLast && faultClass === 'temporary');
  }

  private instead(content: Content): Content {
    const name = content.type === 'image' || content.type === 'file' ? this.names.get(content.mediaUrl) : undefined;
    if (name === undefined) return content;
    const { text = '' } = content as { readonly text?: string };
    return { type: 'text', text: [text, `${name} (not available)`].filter((part) => part !== '').join('\n') };
  }
}
