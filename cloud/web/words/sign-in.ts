import { nnbsp } from '../typography.ts';
import { area } from './area.ts';

/** Signing in, by password or by a one-time link. */
export const signIn = area(
  {
    signIn: 'Se connecter',
    signInTitle: 'Bonjour',
    password: 'Mot de passe',
    signInWrong: 'Ce nom et ce mot de passe ne vont pas ensemble.',
    signInLost:
      'Mot de passe oublié ? Demandez un nouveau lien à usage unique à la personne qui administre.'.replace(
        ' ?',
        `${nnbsp}?`,
      ),
    welcomeTitle: 'Bienvenue',
    welcomeText:
      'Ce lien ne sert qu’une fois. Choisissez le nom et le mot de passe avec lesquels vous vous connecterez.',
    yourName: 'Votre nom',
    newPassword: 'Nouveau mot de passe',
    newPasswordHint: '12 signes au moins. Une phrase convient très bien.',
    begin: 'Commencer',
    errorPasswordShort: 'Le mot de passe a besoin de 12 signes au moins.',
    errorLinkUsed: 'Ce lien a déjà servi, ou il est trop ancien. Demandez-en un autre.',
    errorNameTaken: 'Ce nom est déjà pris. Choisissez-en un autre.',
  },
  {
    signIn: 'Sign in',
    signInTitle: 'Hello',
    password: 'Password',
    signInWrong: 'That name and that password do not go together.',
    signInLost: 'Forgot the password? Ask the person who administers for a new one-time link.',
    welcomeTitle: 'Welcome',
    welcomeText: 'This link works once. Choose the name and the password you will sign in with.',
    yourName: 'Your name',
    newPassword: 'New password',
    newPasswordHint: 'At least 12 characters. A sentence does very well.',
    begin: 'Begin',
    errorPasswordShort: 'The password needs at least 12 characters.',
    errorLinkUsed: 'This link was used already, or it is too old. Ask for another one.',
    errorNameTaken: 'That name is taken. Choose another.',
  },
);
