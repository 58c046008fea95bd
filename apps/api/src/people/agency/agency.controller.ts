import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { toBase64Url } from '@sealbridge/sodium';
import type { Request, Response } from 'express';

import type { Caller } from '../../access/caller.js';

import { ATTEMPT_COOKIE, clearAttempt, cookieOf, setAttempt, setProof } from './agency-cookies.js';
import { AgencyError } from './agency-error.js';
import { AgencyProofService } from './agency-proof.service.js';
import { SIGN_IN_PATH } from './agency-rules.js';

const SEE_OTHER = 303;

type CallingRequest = Request & { readonly caller: Caller };

/** Where browsers go to the agency of an organisation and come back from. Both answer with a redirection alone. */
@Controller('agency')
export class AgencyController {
  constructor(private readonly proofs: AgencyProofService) {}

  /** Anybody; `code` when a command line waits. */
  @Get(':organisation/start')
  async start(
    @Req() { caller }: CallingRequest,
    @Res() response: Response,
    @Param('organisation') organisation: string,
    @Query('code') code: unknown,
  ): Promise<void> {
    await orSayWhy(response, async () => {
      const { url, attempt } = await this.proofs.begin(caller, organisation, textOrNull(code));
      setAttempt(response, attempt);
      return url.href;
    });
  }

  /** The browser that was sent away, with what its provider gave it. */
  @Get(':organisation/callback')
  async callback(
    @Req() request: CallingRequest,
    @Res() response: Response,
    @Param('organisation') organisation: string,
  ): Promise<void> {
    clearAttempt(response);
    await orSayWhy(response, async () => {
      const query = new URL(request.originalUrl, 'http://localhost').search.slice(1);
      const attempt = cookieOf(request.headers.cookie, ATTEMPT_COOKIE);
      const token = await this.proofs.finish(request.caller, attempt, { organisation, query });
      if (token === null) return `${SIGN_IN_PATH}?agency=elsewhere`;
      setProof(response, toBase64Url(token));
      return `${SIGN_IN_PATH}?agency=shown`;
    });
  }
}

/** People stand at a browser: what went wrong is said by the page where they sign in. */
async function orSayWhy(response: Response, where: () => Promise<string>): Promise<void> {
  response.redirect(SEE_OTHER, await where().catch((error: unknown) => `${SIGN_IN_PATH}?agency=${codeOf(error)}`));
}

function codeOf(error: unknown): string {
  if (error instanceof AgencyError) return error.code;
  throw error;
}

/** A parameter that was given otherwise than once is none that we know. */
function textOrNull(value: unknown): string | null {
  if (value === undefined) return null;
  return typeof value === 'string' ? value : '';
}
