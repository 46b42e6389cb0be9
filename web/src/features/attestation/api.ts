/** Every call about attestations. */
import { request } from '../../lib/http';
import * as s from './schemas';

export interface NewAttestation {
  method: s.Method;
  revision: number;
  sha256: string;
  signerName: string;
  image?: string;
  upload?: string;
  code?: string;
  witnessId?: string;
  witnessName?: string;
  replaces?: string;
}

export const attestationKeys = { form: (requestId: string) => ['attestation-form', requestId] as const };

export const attestationApi = {
  form: (requestId: string) => request(`/requests/${requestId}/attestation/form`, s.attestationForm),
  attest: (requestId: string, body: NewAttestation) =>
    request(`/requests/${requestId}/attestations`, s.attestation, { method: 'POST', body }),
  sendCode: (requestId: string, contactPointId: string) =>
    request(`/requests/${requestId}/attestation-codes`, s.codeSent, {
      method: 'POST',
      body: { contactPointId },
    }),
};

export const attestationPdfUrl = (requestId: string, id: string) =>
  `/api/v1/requests/${requestId}/attestations/${id}/pdf`;
