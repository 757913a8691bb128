/** `1er` as one prints it. */
export const Superscript = ({ text }: { text: string }) => {
  const [before, after] = text.split('1er ');
  if (after === undefined) return <>{text}</>;
  return (
    <>
      {before}1<sup>er</sup> {after}
    </>
  );
};
