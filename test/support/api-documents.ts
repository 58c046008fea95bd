// What specs of the API say to it. The API itself does not depend on its client, so its specs take the client from here.
export * from '@sealbridge/api-client';
