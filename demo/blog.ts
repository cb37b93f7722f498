export interface BlogPost {
  slug: string;
  /** Null for an untitled note. */
  title: string | null;
  html: string;
  at: Date;
  tags: string[];
  /** BCP 47; the blog's own language where it is not given. */
  language?: string;
  /** The oldest first; none where they are not given. */
  comments?: BlogComment[];
}

/** What somebody wrote into the form under a post. */
export interface BlogComment {
  author: string;
  /** The address that they gave as theirs. */
  address?: string;
  html: string;
  at: Date;
}

export interface Blog {
  /** Kebab-case, and the name by which `publish` and links between posts know it. */
  name: string;
  author: string;
  email: string;
  title: string;
  origin: string;
  /** One sentence about the person. */
  about: string;
  /** What this person typed into the box that asks for their blog. */
  pasted: string;
  filing: 'tag' | 'everything';
  /** How many days before today they joined; 0 is today. */
  joins: number;
}
