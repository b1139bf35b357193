import { createDocument } from './document.js';
import { documentApp } from './document-app.js';

/** The text of the committed document: the same for the same code, wherever it runs. */
export async function renderDocument(): Promise<string> {
  const app = await documentApp();
  try {
    return `${JSON.stringify(createDocument(app), undefined, 2)}\n`;
  } finally {
    await app.close();
  }
}
