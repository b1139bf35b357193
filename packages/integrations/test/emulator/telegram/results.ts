type Body = Readonly<Record<string, unknown>>;

const BOT = { id: 42, is_bot: true, first_name: 'Shop', username: 'shop_bot' };
const FILE = { file_id: 'AgAD', file_unique_id: 'AQAD' };
const IMAGE = { ...FILE, width: 640, height: 480 };

/** What a message shows of what was sent, by the field that names it. */
const SHOWN: Readonly<Record<string, (body: Body) => Body>> = {
  text: ({ text, entities }) => ({ text, ...(entities !== undefined && { entities }) }),
  photo: () => ({ photo: [IMAGE] }),
  document: () => ({ document: FILE }),
  animation: () => ({ animation: { ...IMAGE, duration: 1 }, document: FILE }),
  video: () => ({ video: { ...IMAGE, duration: 1 } }),
  audio: () => ({ audio: { ...FILE, duration: 1 } }),
  voice: () => ({ voice: { ...FILE, duration: 1 } }),
  address: ({ latitude, longitude, title, address }) => ({ venue: { location: { latitude, longitude }, title, address }, location: { latitude, longitude } }),
  latitude: ({ latitude, longitude }) => ({ location: { latitude, longitude } }),
};

/** The Message that a sending method answers (Bot API: "On success, the sent Message is returned"). */
export function sentMessage(id: number, body: Body): Body {
  const field = Object.keys(SHOWN).find((name) => body[name] !== undefined);
  const chat = { id: Number(body['chat_id']), type: 'private', first_name: 'Ada' };
  const inline = (body['reply_markup'] as Body | undefined)?.['inline_keyboard'];
  return {
    message_id: id, date: Math.floor(Date.now() / 1000), chat, from: BOT, ...(field !== undefined && SHOWN[field]?.(body)),
    ...(body['caption'] !== undefined && { caption: body['caption'] }), ...(inline !== undefined && { reply_markup: { inline_keyboard: inline } }),
  };
}

/** What the methods answer that send nothing. */
export const RESULTS: Readonly<Record<string, (body: Body) => unknown>> = {
  getMe: () => BOT,
  getFile: ({ file_id: id }) => ({ file_id: id, file_unique_id: 'AQAD', file_path: id }),
  setWebhook: () => true,
  deleteWebhook: () => true,
  answerCallbackQuery: () => true,
  sendChatAction: () => true,
};
