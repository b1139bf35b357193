import type { S3Credentials } from './s3-signature.js';

/** Has AWS's SDK take these credentials from the environment of this process, and look nowhere else. Answers how to put things back. */
export function awsEnvironment({ accessKeyId, secretAccessKey }: S3Credentials): () => void {
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  });
  return () => {
    process.env = before;
  };
}
