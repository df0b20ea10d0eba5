import { parse } from 'yaml';
import { z } from 'zod';

const DECLARATION = z.object({
  name: z.string(),
  description: z.string(),
  url: z.string(),
  public: z.boolean(),
  default_events: z.array(z.string()),
  default_permissions: z.record(z.string(), z.string()),
});

/** What our own app.yml says that every App of ours has. */
export type AppDeclaration = z.infer<typeof DECLARATION>;

/** @throws where the text of app.yml is not what we shipped. */
export const readAppDeclaration = (text: string): AppDeclaration => DECLARATION.parse(parse(text));

/** What one set-up chose beside it. */
export interface AppChoice {
  readonly name: string;
  readonly isPublic: boolean;
  /** "http://localhost:3000": where the browser is that registers the App, and comes back to. */
  readonly baseUrl: string;
  readonly webhookUrl: string;
  /** Where people reach the pages, when that is known. */
  readonly publicUrl?: string;
}

/**
 * What GitHub takes. Probot's own manifest comes from the directory in which a program was started, has the webhook at "/"
 * and neither a set-up URL nor a callback URL.
 * https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest#github-app-manifest-parameters
 */
export const manifestOf = (
  declaration: AppDeclaration,
  choice: AppChoice,
): Readonly<Record<string, unknown>> => {
  const { baseUrl, publicUrl = baseUrl } = choice;
  return {
    name: choice.name,
    description: declaration.description,
    url: choice.publicUrl ?? declaration.url,
    public: choice.isPublic,
    hook_attributes: { url: choice.webhookUrl, active: true },
    redirect_url: `${baseUrl}/probot/setup`,
    setup_url: `${publicUrl}/probot/success`,
    callback_urls: [`${publicUrl}/sign-in/callback`],
    default_events: declaration.default_events,
    default_permissions: declaration.default_permissions,
  };
};
