/** The public origin of this server, which every statement of a device has to name and a browser's pages have to come from. */
export class SessionSettings {
  constructor(readonly origin: string) {}
}
