import { pageShell } from './page-shell.js';

/** The static page at `/join`, for whoever opens the link of an invitation in a browser. It knows nothing of the invitation. */
export function joinPage(): string {
  return pageShell(
    'Sealbridge: an invitation',
    `    <h1>You were invited</h1>
    <p class="lead">Your keys are made on your own device, so joining happens there and not on this page.</p>
    <p>Keep the whole link, and wait for the code of eight digits: whoever invited you says it to you by voice. On the device you will work with, look first at what you join, and then join:</p>
    <p><code>npx sealbridge org join LINK --code CODE --show</code><br><code>npx sealbridge org join LINK --code CODE --profile NAME</code></p>
    <p class="note">What stands in the link after the # never left your browser: this server does not know which invitation you have, nor whether it is good. Somebody who has both link and code can join in your place. If you think that somebody does, tell whoever invited you.</p>
    <footer>The platform holds a random number in place of your name, your role, your unit, and when you act. Your name is given to your own organisation alone; whoever runs the server could read it.</footer>`,
  );
}
