/** Who asks, as far as the platform has to tell callers apart: by the session that was found, or by the address alone. */
export interface Asking {
  readonly caller?: {
    readonly session: { readonly member: string; readonly organisation: string } | null;
    readonly client: { readonly address: string };
  };
}
