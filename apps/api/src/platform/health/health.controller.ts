import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';

import { Readiness } from './readiness.js';

/** `/livez`: the process answers. `/readyz`: it can do its work, or the code of what is missing. */
@Controller()
export class HealthController {
  constructor(@Inject(Readiness) private readonly readiness: Readiness) {}

  @Get('/livez')
  live(): { readonly live: true } {
    return { live: true };
  }

  @Get('/readyz')
  async ready(@Res() response: Response): Promise<void> {
    const code = await this.readiness.problem();
    response.status(code === null ? 200 : 503).json(code === null ? { ready: true } : { ready: false, code });
  }
}
